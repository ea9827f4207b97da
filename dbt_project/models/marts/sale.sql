{#
    What was sold: an order that is not cancelled, returned or a draft. Marts of revenue have no other source, so that
    their sums agree; a won deal is a promise of one.
#}
{{ config(meta={'touched_by': ['record']}) }}
with orders as (

    select * from {{ ref('onefold', 'order') }} where {{ touched('record') }}

),

meanings as (

    select * from {{ ref('onefold', 'document_meaning') }}

),

lines as (

    select
        "order",
        sum(margin_base) as margin_base,
        sum(case when margin_base is not null then amount_base end) as costed_base
    from {{ ref('onefold', 'order_line') }}
    where "order" is not null and {{ touched('record', '"order"') }}
    group by "order"

)

select
    ---------- ids
    orders.record_name,
    orders.customer_id,
    orders.owner,
    orders.deal,

    ---------- strings
    orders.campaign_key,
    orders.department,
    orders.company,

    ---------- numerics
    orders.amount_base,
    cast(lines.margin_base as decimal(18, 2)) as margin_base,
    cast(lines.costed_base as decimal(18, 2)) as costed_base,

    ---------- dates
    coalesce(orders.ordered_on, {{ utc_day('orders.created_at') }}) as sold_on
from orders
inner join meanings on orders.record_name = meanings.record_name
left join lines on orders.record_name = lines."order"
where meanings.meaning = 'sold'
