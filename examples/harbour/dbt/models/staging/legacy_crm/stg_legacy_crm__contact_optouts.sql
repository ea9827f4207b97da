-- An address that opted out in the CRM is a withdrawal of everyone who has it; the flag's 0 says nothing.

with

addresses as (
    select * from {{ ref('stg_legacy_crm__email_addresses') }}
),

emails as (
    select * from {{ ref('stg_legacy_crm__contact_emails') }}
),

relations as (
    select * from {{ ref('stg_legacy_crm__email_addr_bean_rel') }}
)

select
    ---------- ids
    emails.record_name,
    'legacy_crm' as source,
    'contact_optouts' as object,
    emails.source_key,
    emails.trust,

    ---------- times and state
    emails.created_at,
    emails.updated_at,
    emails.is_deleted,
    cast(null as json) as custom_fields,

    ---------- consent
    emails.party,
    'email' as channel,
    'newsletter' as purpose,
    'withdrawn' as state,
    cast(null as varchar) as legal_basis,
    cast(null as varchar) as text,
    cast(null as varchar) as text_version,
    emails.updated_at as at,
    cast(null as varchar) as proof
from emails
inner join relations
    on emails.source_key = relations.id
inner join addresses
    on relations.email_address_id = addresses.id
where addresses.opt_out = '1'
