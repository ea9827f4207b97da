-- written by `onefold source build` from sources/*.yml; edit that file
-- content 4e2b800eedb4ebd9
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
        record_state,
        time_zone,
        custom_fields,
        party,
        number,
        invoiced_on,
        amount,
        currency,
        cast(null as varchar) as status,
        cast(null as varchar) as "order",
        cast(null as varchar) as deal,
        cast(null as date) as due_on
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
    record_state,
    time_zone,
    custom_fields,
    party,
    number,
    invoiced_on,
    amount,
    currency,
    status,
    "order",
    deal,
    due_on
from united
