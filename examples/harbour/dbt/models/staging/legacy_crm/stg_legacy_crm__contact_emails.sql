-- SuiteCRM keeps an e-mail address once and relates it to every account, contact and lead that has it.

with

addresses as (
    select * from {{ ref('stg_legacy_crm__email_addresses') }}
),

relations as (
    select * from {{ ref('stg_legacy_crm__email_addr_bean_rel') }}
),

parties as (
    select
        relations.*,
        case relations.bean_module
            when 'Accounts' then {{ onefold.record_name('legacy_crm', 'accounts', ['relations.bean_id']) }}
            when 'Contacts' then {{ onefold.record_name('legacy_crm', 'contacts', ['relations.bean_id']) }}
            when 'Leads' then {{ onefold.record_name('legacy_crm', 'leads', ['relations.bean_id']) }}
        end as party
    from relations
)

select
    ---------- ids
    parties.record_name,
    'legacy_crm' as source,
    'contact_emails' as object,
    parties.id as source_key,
    cast(40 as bigint) as trust,

    ---------- times and state
    {{ onefold.read_timestamp('parties.date_created', 'Europe/Berlin') }} as created_at,
    {{ onefold.read_timestamp('parties.date_modified', 'Europe/Berlin') }} as updated_at,
    parties.is_deleted or addresses.is_deleted as is_deleted,
    cast(null as json) as custom_fields,

    ---------- contact_point
    parties.party,
    'email' as channel,
    case parties.primary_address when '1' then 'primary' else 'other' end as label,
    addresses.email_address as value,
    cast(null as varchar) as country,
    parties.primary_address = '1' as is_primary
from parties
inner join addresses
    on parties.email_address_id = addresses.id
where
    parties.party is not null
    and addresses.email_address is not null
