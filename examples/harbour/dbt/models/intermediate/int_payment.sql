-- written by `onefold source build` from sources/*.yml; edit that file
-- content 35bef57162c4153d
with

stg_accounting__payments as (
    select * from {{ ref('stg_accounting__payments') }}
),

accounting__payments__rows as (
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
        "order",
        number,
        paid_on,
        amount,
        currency
    from stg_accounting__payments
),

united as (
    select * from accounting__payments__rows
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
    "order",
    number,
    paid_on,
    amount,
    currency
from united
