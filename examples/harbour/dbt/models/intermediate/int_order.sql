-- written by `onefold source build` from sources/*.yml; edit that file
-- content 593a89b17c09833c
with

stg_accounting__orders as (
    select * from {{ ref('stg_accounting__orders') }}
),

accounting__orders__rows as (
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
        ordered_on,
        amount,
        currency,
        status
    from stg_accounting__orders
),

united as (
    select * from accounting__orders__rows
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
    ordered_on,
    amount,
    currency,
    status
from united
