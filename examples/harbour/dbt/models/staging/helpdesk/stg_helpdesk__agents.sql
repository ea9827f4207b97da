-- written by `onefold source build` from sources/helpdesk.yml; edit that file
-- content b59cd10365990e15
with

latest as (
    select *
    from {{ source('raw_helpdesk', 'agents') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('contact_name') }} as contact_name,
        {{ onefold.clean_text('contact_email') }} as contact_email,
        {{ onefold.clean_text('contact_active') }} as contact_active,
        {{ onefold.clean_text('team') }} as team,
        {{ onefold.clean_date_text('created_at') }} as created_at,
        {{ onefold.clean_date_text('updated_at') }} as updated_at,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_boolean('contact_active') }} as as__is_active,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__created_at,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('helpdesk', 'agents', ['id']) }} as record_name,
    'helpdesk' as source,
    'agents' as object,
    id as source_key,
    cast(50 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- owner
    contact_name as name,
    contact_email as email,
    as__is_active as is_active,
    team,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['is_active', 'contact_active is not null and as__is_active is null'],
        ['created_at', 'created_at is not null and as__created_at is null'],
        ['updated_at', 'updated_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
