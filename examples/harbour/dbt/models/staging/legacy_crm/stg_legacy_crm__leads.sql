-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 864c6f921abf6d42
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'leads') }}
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
        {{ onefold.clean_text('account_name') }} as account_name,
        {{ onefold.clean_text('phone_mobile') }} as phone_mobile,
        {{ onefold.clean_text('phone_work') }} as phone_work,
        {{ onefold.clean_text('primary_address_street') }} as primary_address_street,
        {{ onefold.clean_text('primary_address_city') }} as primary_address_city,
        {{ onefold.clean_text('primary_address_state') }} as primary_address_state,
        {{ onefold.clean_text('primary_address_postalcode') }} as primary_address_postalcode,
        {{ onefold.clean_text('primary_address_country') }} as primary_address_country,
        {{ onefold.clean_text('lead_source') }} as lead_source,
        {{ onefold.clean_text('status') }} as status,
        {{ onefold.clean_text('campaign') }} as campaign,
        nullif(cast(contact_id as varchar), '') as contact_id,
        {{ onefold.clean_date_text('date_converted') }} as date_converted,
        nullif(cast(assigned_user_id as varchar), '') as assigned_user_id,
        {{ onefold.clean_date_text('date_entered') }} as date_entered,
        {{ onefold.clean_text('salutation') }} as salutation,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp('date_converted', 'Europe/Berlin') }} as as__lead__converted_at,
        {{ onefold.read_timestamp('date_entered', 'Europe/Berlin') }} as as__created_at,
        {{ onefold.read_timestamp('date_modified', 'Europe/Berlin') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'leads', ['id']) }} as record_name,
    'legacy_crm' as source,
    'leads' as object,
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
    account_name as organization_name,
    primary_address_country as country,
    title as job_title,
    'lead' as lifecycle,
    status,
    lead_source,
    {{ onefold.record_name('legacy_crm', 'users', ['assigned_user_id']) }} as owner,
    {{ onefold.record_name('legacy_crm', 'contacts', ['contact_id']) }} as converted_to,

    ---------- further entities
    phone_mobile as phone__mobile,
    primary_address_country as phone__mobile__country,
    phone_work as phone__work,
    primary_address_country as phone__work__country,
    primary_address_street as address__primary__street,
    primary_address_city as address__primary__city,
    primary_address_state as address__primary__state,
    primary_address_postalcode as address__primary__postcode,
    primary_address_country as address__primary__country,
    lead_source as lead__lead_source,
    status as lead__status,
    campaign as lead__campaign,
    as__lead__converted_at as lead__converted_at,
    {{ onefold.record_name('legacy_crm', 'users', ['assigned_user_id']) }} as lead__owner,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['lead__converted_at', 'date_converted is not null and as__lead__converted_at is null'],
        ['created_at', 'date_entered is not null and as__created_at is null'],
        ['updated_at', 'date_modified is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
