-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content f0cd57c52c5285b1
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'opportunities_stage_history') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_date_text('date_created') }} as date_created,
        nullif(cast(opportunity_id as varchar), '') as opportunity_id,
        {{ onefold.clean_text('before_stage') }} as before_stage,
        {{ onefold.clean_text('after_stage') }} as after_stage,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp('date_created', 'Europe/Berlin') }} as as__at,
        {{ onefold.read_timestamp('date_created', 'Europe/Berlin') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'opportunities_stage_history', ['id']) }} as record_name,
    'legacy_crm' as source,
    'opportunities_stage_history' as object,
    id as source_key,
    cast(40 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    cast(null as json) as custom_fields,

    ---------- deal_stage_history
    {{ onefold.record_name('legacy_crm', 'opportunities', ['opportunity_id']) }} as deal,
    before_stage as from_stage,
    after_stage as to_stage,
    as__at as "at",

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', 'date_created is not null and as__at is null'],
        ['created_at', 'date_created is not null and as__created_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
