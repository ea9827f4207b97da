-- written by `onefold source build` from sources/new_crm.yml; edit that file
-- content 5a513041e9bce8db
with

latest as (
    select *
    from {{ source('raw_new_crm', 'stages') }}
    qualify row_number() over (
        partition by pipeline, stage
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(pipeline as varchar) as pipeline,
        {{ onefold.clean_text('pipeline') }} as clean__pipeline,
        cast(stage as varchar) as stage,
        {{ onefold.clean_text('stage') }} as clean__stage,
        {{ onefold.clean_text('"order"') }} as "order",
        {{ onefold.clean_text('probability') }} as probability,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when clean__stage = 'New enquiry' then 'mql'
            when clean__stage = 'Qualified' then 'sql'
            when clean__stage = 'Call done' then 'first_contact'
            when clean__stage = 'Offer sent' then 'proposal'
            when clean__stage = 'Terms' then 'negotiation'
            when clean__stage = 'Won' then 'won'
            when clean__stage = 'Lost' then 'lost'
            when clean__stage = 'Appointment Scheduled' then null
            when clean__stage = 'Presentation Scheduled' then null
            when clean__stage = 'Contract Sent' then null
            when clean__stage = 'Waiting for the slipway' then null
            when clean__stage = 'Closed Won' then null
            when clean__stage = 'Closed Lost' then null
        end as as__semantic,
        {{ onefold.read_integer('"order"') }} as as__position,
        {{ onefold.read_decimal('probability') }} as as__probability
    from received
)

select
    ---------- ids
    {{ onefold.record_name('new_crm', 'stages', ['pipeline', 'stage']) }} as record_name,
    'new_crm' as source,
    'stages' as object,
    pipeline || ',' || stage as source_key,
    cast(70 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- pipeline_stage
    'deal' as kind,
    clean__pipeline as pipeline,
    clean__stage as stage,
    clean__stage as name,
    as__position as position,
    as__probability as probability,
    as__semantic as semantic,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['position', '"order" is not null and as__position is null'],
        ['probability', 'probability is not null and as__probability is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['semantic', "case when not clean__stage in ('Appointment Scheduled', 'Presentation Scheduled', 'Contract Sent', 'Waiting for the slipway', 'Closed Won', 'Closed Lost') then clean__stage end is not null and as__semantic is null"]
    ]) }} as _unknown_codes
from typed
