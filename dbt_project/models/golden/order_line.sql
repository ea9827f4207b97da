{#
    A line has its order's customer, day and, where it names none, currency. What its goods cost is what the line says,
    else the product's cost of a unit, at the order's day.
#}
{{ config(meta={'touched_by': ['record']}) }}
with lines as (

    select * from {{ ref('int_order_line') }} where not is_deleted and {{ touched('record') }}

),

orders as (

    select * from {{ ref('onefold', 'order') }}

),

products as (

    select * from {{ ref('onefold', 'product') }}

),

dated as (

    select
        lines.record_name,
        lines.source,
        lines.object,
        lines.source_key,
        orders.customer_id,
        lines."order",
        lines.product,
        orders.record_name is null as has_no_order,
        lines.product is not null and products.record_name is null as has_no_product,
        lines.name,
        products.category,
        coalesce(orders.department, products.department) as department,
        coalesce(orders.company, products.company) as company,
        coalesce({{ blank_to_null('lines.currency') }}, orders.currency) as currency,
        lines.record_state,
        lines.time_zone,
        lines.line,
        lines.quantity,
        lines.unit_price,
        lines.discount,
        lines.amount,
        lines.cost,
        lines.quantity * products.cost as product_cost,
        products.currency as product_currency,
        coalesce(orders.ordered_on, {{ utc_day('coalesce(orders.created_at, lines.created_at)') }}) as day,
        lines.created_at,
        lines.updated_at
    from lines
    left join orders on lines."order" = orders.record_name
    left join products on lines.product = products.record_name

),

rated as (

    {{ with_rates('dated') }}

),

product_rates as (

    select * from {{ ref('onefold', 'exchange_rate_daily') }}

),

costed as (

    select
        rated.*,
        {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
        case
            when rated.cost is not null then {{ amount_base('rated.cost', 'rated.rate') }}
            when rated.product_currency = '{{ var("base_currency") | upper }}'
                then {{ amount_base('rated.product_cost', '1') }}
            else {{ amount_base('rated.product_cost', 'product_rates.rate') }}
        end as cost_base,
        case
            when rated.cost is not null then 'line'
            when rated.product_cost is not null then 'product'
        end as cost_from
    from rated
    left join product_rates
        on rated.product_currency = product_rates.currency and rated.day = product_rates.day

)

select
    ---------- ids
    record_name,
    source,
    object,
    source_key,
    customer_id,
    "order",
    product,

    ---------- text
    name,
    category,
    department,
    company,
    cost_from,
    {{ currency_code('currency') }} as currency,
    record_state,
    time_zone,

    ---------- numerics
    cast(line as bigint) as line,
    cast(quantity as decimal(18, 4)) as quantity,
    cast(unit_price as decimal(18, 4)) as unit_price,
    cast(discount as decimal(18, 4)) as discount,
    cast(amount as decimal(18, 4)) as amount,
    cast(cost as decimal(18, 4)) as cost,
    amount_base,
    cost_base,
    cast(amount_base - cost_base as decimal(18, 2)) as margin_base,
    rate,

    ---------- booleans
    ("order" is not null and has_no_order) or has_no_product as is_dangling,

    ---------- dates and timestamps
    day as ordered_on,
    rate_on,
    created_at,
    updated_at
from costed
