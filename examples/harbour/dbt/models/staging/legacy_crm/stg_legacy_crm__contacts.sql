-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 532301f38c56e182
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'contacts') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_date_text('date_modified') }} as date_modified,
        {{ onefold.clean_text('deleted') }} as deleted,
        {{ onefold.clean_text('first_name') }} as first_name,
        {{ onefold.clean_text('last_name') }} as last_name,
        {{ onefold.clean_text('title') }} as title,
        nullif(cast(account_id as varchar), '') as account_id,
        {{ onefold.clean_text('phone_mobile') }} as phone_mobile,
        {{ onefold.clean_text('phone_work') }} as phone_work,
        {{ onefold.clean_text('phone_home') }} as phone_home,
        {{ onefold.clean_text('primary_address_street') }} as primary_address_street,
        {{ onefold.clean_text('primary_address_city') }} as primary_address_city,
        {{ onefold.clean_text('primary_address_state') }} as primary_address_state,
        {{ onefold.clean_text('primary_address_postalcode') }} as primary_address_postalcode,
        {{ onefold.clean_text('primary_address_country') }} as primary_address_country,
        {{ onefold.clean_date_text('birthdate') }} as birthdate,
        {{ onefold.clean_text('lead_source') }} as lead_source,
        {{ onefold.clean_text('do_not_call') }} as do_not_call,
        nullif(cast(assigned_user_id as varchar), '') as assigned_user_id,
        {{ onefold.clean_date_text('date_entered') }} as date_entered,
        {{ onefold.clean_text('salutation') }} as salutation,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when do_not_call in ('1', 'true') then 'withdrawn'
            when do_not_call in ('0', 'false') then null
        end as as__consent__phone__state,
        {{ onefold.read_timestamp('date_entered', 'Europe/Berlin') }} as as__created_at,
        {{ onefold.read_timestamp('date_modified', 'Europe/Berlin') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'contacts', ['id']) }} as record_name,
    'legacy_crm' as source,
    'contacts' as object,
    id as source_key,
    cast(40 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) as is_deleted,
    case
        when (coalesce({{ onefold.read_boolean('deleted') }} = true, false) or _of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Berlin' as time_zone,
    {{ onefold.kept_fields([['salutation', 'salutation']]) }} as custom_fields,

    ---------- party
    'person' as kind,
    first_name as given_name,
    last_name as family_name,
    birthdate as birth_date,
    primary_address_country as country,
    title as job_title,
    lead_source,
    {{ onefold.record_name('legacy_crm', 'users', ['assigned_user_id']) }} as owner,
    {{ onefold.record_name('legacy_crm', 'accounts', ['account_id']) }} as organization,

    ---------- further entities
    phone_mobile as phone__mobile,
    primary_address_country as phone__mobile__country,
    phone_work as phone__work,
    primary_address_country as phone__work__country,
    phone_home as phone__home,
    primary_address_country as phone__home__country,
    primary_address_street as address__primary__street,
    primary_address_city as address__primary__city,
    primary_address_state as address__primary__state,
    primary_address_postalcode as address__primary__postcode,
    primary_address_country as address__primary__country,
    as__consent__phone__state as consent__phone__state,
    'marketing' as consent__phone__purpose,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'date_entered is not null and as__created_at is null'],
        ['updated_at', 'date_modified is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['consent__phone__state', "case when not do_not_call in ('0', 'false') then do_not_call end is not null and as__consent__phone__state is null"]
    ]) }} as _unknown_codes
from typed
