-- written by `onefold source build` from sources/*.yml; edit that file
-- content afc46c67085a0b84
with

stg_accounting__order_lines as (
    select * from {{ ref('stg_accounting__order_lines') }}
),

stg_shop__order_items as (
    select * from {{ ref('stg_shop__order_items') }}
),

accounting__order_lines__rows as (
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
        "order",
        cast(null as varchar) as product,
        name,
        line,
        quantity,
        unit_price,
        cast(null as decimal(18, 4)) as discount,
        amount,
        cast(null as decimal(18, 4)) as cost,
        cast(null as varchar) as currency
    from stg_accounting__order_lines
),

shop__order_items__rows as (
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
        "order",
        product,
        name,
        line,
        quantity,
        unit_price,
        discount,
        amount,
        cost,
        cast(null as varchar) as currency
    from stg_shop__order_items
),

united as (
    select * from accounting__order_lines__rows
    union all
    select * from shop__order_items__rows
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
    "order",
    product,
    name,
    line,
    quantity,
    unit_price,
    discount,
    amount,
    cost,
    currency
from united
