-- written by `onefold source build` from sources/*.yml; edit that file
-- content fad10cbed7479b2a
with

stg_accounting__ledger_invoices as (
    select * from {{ ref('stg_accounting__ledger_invoices') }}
),

accounting__ledger_invoices__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        custom_fields,
        party,
        number,
        invoiced_on,
        amount,
        currency,
        cast(null as varchar) as status
    from stg_accounting__ledger_invoices
),

united as (
    select * from accounting__ledger_invoices__rows
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    custom_fields,
    party,
    number,
    invoiced_on,
    amount,
    currency,
    status
from united
