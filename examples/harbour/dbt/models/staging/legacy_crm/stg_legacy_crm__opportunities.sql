-- written by `onefold source build` from sources/legacy_crm.yml; edit that file
-- content 821712d7cb5d9b1a
with

latest as (
    select *
    from {{ source('raw_legacy_crm', 'opportunities') }}
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
        nullif(cast(parent_id as varchar), '') as parent_id,
        {{ onefold.clean_text('sales_stage') }} as sales_stage,
        {{ onefold.clean_text('amount') }} as amount,
        {{ onefold.clean_text('currency') }} as currency,
        {{ onefold.clean_text('probability') }} as probability,
        {{ onefold.clean_date_text('date_closed') }} as date_closed,
        {{ onefold.clean_text('lead_source') }} as lead_source,
        nullif(cast(assigned_user_id as varchar), '') as assigned_user_id,
        {{ onefold.clean_date_text('date_entered') }} as date_entered,
        {{ onefold.clean_text('parent_type') }} as parent_type,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when parent_type = 'Accounts' then {{ onefold.record_name('legacy_crm', 'accounts', ['parent_id']) }}
            when parent_type = 'Contacts' then {{ onefold.record_name('legacy_crm', 'contacts', ['parent_id']) }}
        end as as__party,
        {{ onefold.read_decimal('amount') }} as as__amount,
        {{ onefold.read_decimal('probability') }} as as__probability,
        {{ onefold.read_date('date_closed', 'Europe/Berlin') }} as as__closes_on,
        {{ onefold.read_timestamp('date_entered', 'Europe/Berlin') }} as as__created_at,
        {{ onefold.read_timestamp('date_modified', 'Europe/Berlin') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('legacy_crm', 'opportunities', ['id']) }} as record_name,
    'legacy_crm' as source,
    'opportunities' as object,
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

    ---------- deal
    as__party as party,
    name,
    sales_stage as stage,
    as__amount as amount,
    currency,
    as__probability as probability,
    {{ onefold.record_name('legacy_crm', 'users', ['assigned_user_id']) }} as owner,
    as__closes_on as closes_on,
    lead_source,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['amount', 'amount is not null and as__amount is null'],
        ['probability', 'probability is not null and as__probability is null'],
        ['closes_on', 'date_closed is not null and as__closes_on is null'],
        ['created_at', 'date_entered is not null and as__created_at is null'],
        ['updated_at', 'date_modified is not null and as__updated_at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([['party', 'parent_id is not null and as__party is null']]) }} as _unknown_codes
from typed
