{#
    What was sold: an order that is not cancelled, returned or a draft. Marts of revenue have no other source, so that
    their sums agree; a won deal is a promise of one.
#}
with orders as (

    select * from {{ ref('onefold', 'order') }}

),

statuses as (

    select
        {{ stage_key('source') }} as source,
        {{ stage_key('status') }} as status,
        meaning
    from {{ ref('order_status_default') }}

),

read_orders as (

    select
        orders.*,
        coalesce(own.meaning, common.meaning, 'sold') as meaning
    from orders
    left join statuses as own
        on lower(orders.source) = own.source and {{ stage_key('orders.status') }} = own.status
    left join statuses as common
        on common.source = '*' and {{ stage_key('orders.status') }} = common.status

),

lines as (

    select
        "order",
        sum(margin_base) as margin_base,
        sum(case when margin_base is not null then amount_base end) as costed_base
    from {{ ref('onefold', 'order_line') }}
    where "order" is not null
    group by "order"

)

select
    read_orders.record_name,
    read_orders.customer_id,
    read_orders.owner,
    read_orders.deal,
    read_orders.campaign_key,
    read_orders.department,
    read_orders.company,
    read_orders.amount_base,
    lines.margin_base,
    lines.costed_base,
    coalesce(read_orders.ordered_on, {{ utc_day('read_orders.created_at') }}) as sold_on
from read_orders
left join lines on read_orders.record_name = lines."order"
where read_orders.meaning = 'sold'
