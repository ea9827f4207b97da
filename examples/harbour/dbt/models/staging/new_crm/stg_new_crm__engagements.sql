-- written by `onefold source build` from sources/new_crm.yml; edit that file
-- content 6c17220021b1d278
with

latest as (
    select *
    from {{ source('raw_new_crm', 'engagements') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('type') }} as type,
        {{ onefold.clean_text('direction') }} as direction,
        nullif(cast(deal as varchar), '') as deal,
        nullif(cast(owner as varchar), '') as owner,
        {{ onefold.clean_text('subject') }} as subject,
        {{ onefold.clean_text('outcome') }} as outcome,
        {{ onefold.clean_date_text('start') }} as start,
        {{ onefold.clean_text('seconds') }} as seconds,
        {{ onefold.clean_date_text('first_response') }} as first_response,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when type = 'CALL' then 'call'
            when type = 'EMAIL' then 'email'
            when type = 'MEETING' then 'meeting'
            when type = 'TASK' then 'task'
            when type = 'NOTE' then 'note'
        end as as__kind,
        case
            when direction = 'INBOUND' then 'inbound'
            when direction = 'OUTBOUND' then 'outbound'
        end as as__direction,
        {{ onefold.read_timestamp('start', 'UTC') }} as as__at,
        {{ onefold.read_timestamp('start', 'UTC') }} as as__created_at,
        {{ onefold.read_integer('seconds') }} as as__duration_seconds,
        {{ onefold.read_timestamp('first_response', 'UTC') }} as as__responded_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('new_crm', 'engagements', ['id']) }} as record_name,
    'new_crm' as source,
    'engagements' as object,
    id as source_key,
    cast(70 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- activity
    as__kind as kind,
    as__direction as direction,
    subject,
    {{ onefold.record_name('new_crm', 'owners', ['owner']) }} as owner,
    {{ onefold.record_name('new_crm', 'deals', ['deal']) }} as deal,
    as__at as "at",
    as__duration_seconds as duration_seconds,
    outcome,
    as__responded_at as responded_at,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['at', 'start is not null and as__at is null'],
        ['created_at', 'start is not null and as__created_at is null'],
        ['duration_seconds', 'seconds is not null and as__duration_seconds is null'],
        ['responded_at', 'first_response is not null and as__responded_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['kind', 'type is not null and as__kind is null'],
        ['direction', 'direction is not null and as__direction is null']
    ]) }} as _unknown_codes
from typed
