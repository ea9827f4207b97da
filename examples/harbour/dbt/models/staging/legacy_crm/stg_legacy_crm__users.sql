-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 6619c9f0442db3c0
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'users') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('deleted') }} as deleted,
        {{ onefold.clean_text('full_name') }} as full_name,
        {{ onefold.clean_text('email') }} as email,
        {{ onefold.clean_text('status') }} as status,
        {{ onefold.clean_date_text('date_entered') }} as date_entered,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        cast(case
            when status = 'Active' then 'true'
            when status = 'Inactive' then 'false'
        end as boolean) as as__is_active,
        {{ onefold.read_timestamp('date_entered', 'Europe/Berlin') }} as as__created_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'users', ['id']) }} as record_name,
    'legacy_crm' as source,
    'users' as object,
    id as source_key,
    cast(40 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    cast(null as timestamp) as updated_at,
    (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) as is_deleted,
    case
        when (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    cast(null as json) as custom_fields,

    ---------- owner
    full_name as name,
    email,
    as__is_active as is_active,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'date_entered is not null and as__created_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['is_active', 'status is not null and as__is_active is null']
    ]) }} as _unknown_codes
from typed
