-- written by `onefold source build` from sources/new_crm.yml; edit that file
-- content 75d376cec920b08e
with

latest as (
    select *
    from {{ source('raw_new_crm', 'owners') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('email') }} as email,
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_text('team') }} as team,
        {{ onefold.clean_text('archived') }} as archived,
        {{ onefold.clean_date_text('created_at') }} as created_at,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        cast(case
            when archived in ('true', '1') then 'false'
            when archived in ('false', '0') then 'true'
        end as boolean) as as__is_active,
        {{ onefold.read_timestamp('created_at', 'UTC') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('new_crm', 'owners', ['id']) }} as record_name,
    'new_crm' as source,
    'owners' as object,
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

    ---------- owner
    name,
    email,
    as__is_active as is_active,
    team,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'created_at is not null and as__created_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['is_active', 'archived is not null and as__is_active is null']
    ]) }} as _unknown_codes
from typed
