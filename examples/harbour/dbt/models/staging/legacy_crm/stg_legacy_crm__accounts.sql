-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 4935211d25192b04
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'accounts') }}
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
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_text('account_type') }} as account_type,
        {{ onefold.clean_text('phone_office') }} as phone_office,
        {{ onefold.clean_text('phone_alternate') }} as phone_alternate,
        {{ onefold.clean_text('website') }} as website,
        {{ onefold.clean_text('vat_number') }} as vat_number,
        {{ onefold.clean_text('billing_address_street') }} as billing_address_street,
        {{ onefold.clean_text('billing_address_city') }} as billing_address_city,
        {{ onefold.clean_text('billing_address_state') }} as billing_address_state,
        {{ onefold.clean_text('billing_address_postalcode') }} as billing_address_postalcode,
        {{ onefold.clean_text('billing_address_country') }} as billing_address_country,
        nullif(cast(assigned_user_id as varchar), '') as assigned_user_id,
        {{ onefold.clean_date_text('date_entered') }} as date_entered,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when account_type = 'Customer' then 'customer'
            when account_type = 'Prospect' then 'prospect'
            when account_type = 'Supplier' then 'supplier'
        end as as__lifecycle,
        {{ onefold.read_timestamp('date_entered', 'Europe/Berlin') }} as as__created_at,
        {{ onefold.read_timestamp('date_modified', 'Europe/Berlin') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'accounts', ['id']) }} as record_name,
    'legacy_crm' as source,
    'accounts' as object,
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
    cast(null as json) as custom_fields,

    ---------- party
    'organization' as kind,
    name as organization_name,
    vat_number as tax_id,
    billing_address_country as country,
    as__lifecycle as lifecycle,
    {{ onefold.record_name('legacy_crm', 'users', ['assigned_user_id']) }} as owner,

    ---------- further entities
    phone_office as phone__office,
    billing_address_country as phone__office__country,
    phone_alternate as phone__alternate,
    billing_address_country as phone__alternate__country,
    website as website__website,
    billing_address_street as address__billing__street,
    billing_address_city as address__billing__city,
    billing_address_state as address__billing__state,
    billing_address_postalcode as address__billing__postcode,
    billing_address_country as address__billing__country,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'date_entered is not null and as__created_at is null'],
        ['updated_at', 'date_modified is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['lifecycle', 'account_type is not null and as__lifecycle is null']
    ]) }} as _unknown_codes
from typed
