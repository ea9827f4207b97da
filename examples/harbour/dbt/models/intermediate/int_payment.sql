-- written by `onefold source build` from sources/*.yml; edit that file
-- content 80b6ced784cef5e1
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
        record_state,
        time_zone,
        custom_fields,
        party,
        "order",
        number,
        paid_on,
        amount,
        currency,
        cast(null as varchar) as invoice,
        cast(null as varchar) as deal,
        cast(null as varchar) as method
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
    record_state,
    time_zone,
    custom_fields,
    party,
    "order",
    number,
    paid_on,
    amount,
    currency,
    invoice,
    deal,
    method
from united
