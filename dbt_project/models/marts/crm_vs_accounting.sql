{#
    What sales wrote down against what accounting saw. comparison `order`: each order and the payments that name it,
    in the order's currency; payments that name no known order stand alone. comparison `customer`: the won deals of a
    customer and all their payments, in the base currency.
#}
with orders as (

    select * from {{ ref('onefold', 'order') }}

),

payments as (

    select * from {{ ref('onefold', 'payment') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }} where outcome = 'won' and customer_id is not null

),

order_payments as (

    select
        "order" as order_name,
        sum(amount) as amount,
        sum(amount_base) as amount_base,
        min(currency) as currency,
        count(distinct currency) as currency_count
    from payments
    where "order" is not null
    group by "order"

),

compared_orders as (

    select
        'order' as comparison,
        orders.record_name,
        orders.customer_id,
        orders.currency,
        order_payments.currency as paid_currency,
        orders.amount as expected,
        order_payments.amount as paid,
        orders.amount_base as expected_base,
        order_payments.amount_base as paid_base,
        case
            when order_payments.order_name is null then 'missing_payment'
            when order_payments.currency_count > 1 or orders.currency <> order_payments.currency
                then 'different_currency'
            when orders.amount is null or order_payments.amount is null then 'missing_amount'
            when orders.amount = order_payments.amount then 'matched'
            else 'different_amount'
        end as result
    from orders
    left join order_payments on orders.record_name = order_payments.order_name

),

payments_alone as (

    select
        'order' as comparison,
        payments.record_name,
        payments.customer_id,
        cast(null as varchar) as currency,
        payments.currency as paid_currency,
        cast(null as decimal(18, 4)) as expected,
        payments.amount as paid,
        cast(null as decimal(18, 2)) as expected_base,
        payments.amount_base as paid_base,
        'missing_order' as result
    from payments
    left join orders on payments."order" = orders.record_name
    where orders.record_name is null

),

won_by_customer as (

    select
        customer_id,
        sum(amount_base) as amount_base,
        count(*) as record_count,
        count(amount_base) as amount_count
    from deals
    group by customer_id

),

paid_by_customer as (

    select
        customer_id,
        sum(amount_base) as amount_base,
        count(*) as record_count,
        count(amount_base) as amount_count
    from payments
    where customer_id is not null
    group by customer_id

),

compared_customers as (

    select
        'customer' as comparison,
        cast(null as varchar) as record_name,
        coalesce(won_by_customer.customer_id, paid_by_customer.customer_id) as customer_id,
        '{{ var("base_currency") | upper }}' as currency,
        '{{ var("base_currency") | upper }}' as paid_currency,
        won_by_customer.amount_base as expected,
        paid_by_customer.amount_base as paid,
        won_by_customer.amount_base as expected_base,
        paid_by_customer.amount_base as paid_base,
        case
            when paid_by_customer.customer_id is null then 'missing_payment'
            when won_by_customer.customer_id is null then 'missing_deal'
            -- A sum that lacks an amount (no rate, none given) proves nothing.
            when won_by_customer.record_count > won_by_customer.amount_count then 'missing_amount'
            when paid_by_customer.record_count > paid_by_customer.amount_count then 'missing_amount'
            when won_by_customer.amount_base = paid_by_customer.amount_base then 'matched'
            else 'different_amount'
        end as result
    from won_by_customer
    full outer join paid_by_customer on won_by_customer.customer_id = paid_by_customer.customer_id

),

compared as (

    select * from compared_orders
    union all
    select * from payments_alone
    union all
    select * from compared_customers

)

select
    ---------- ids
    comparison,
    record_name,
    customer_id,

    ---------- text
    result,
    currency,
    paid_currency,

    ---------- numerics
    cast(expected as decimal(18, 4)) as expected,
    cast(paid as decimal(18, 4)) as paid,
    cast(expected_base as decimal(18, 2)) as expected_base,
    cast(paid_base as decimal(18, 2)) as paid_base,
    cast(coalesce(paid_base, 0) - coalesce(expected_base, 0) as decimal(18, 2)) as difference_base
from compared
