{#
    Recency, frequency and money of every customer who bought: fifths of all customers, 5 the best (Hughes 1994), and a
    segment by the usual reading of recency and frequency. Days are counted to the last day that the data tell of, so that
    the same input gives the same output; a fifth is decided by the customer's id where figures are equal.
#}
with sales as (

    select * from {{ ref('onefold', 'sale') }}
    where customer_id is not null and amount_base is not null and sold_on is not null

),

last_days as (

    select * from {{ ref('onefold', 'last_day') }}

),

per_customer as (

    select
        customer_id,
        min(sold_on) as first_sold_on,
        max(sold_on) as last_sold_on,
        count(*) as sales,
        sum(amount_base) as revenue_base,
        sum(margin_base) as margin_base,
        sum(costed_base) as costed_base
    from sales
    group by customer_id

),

scored as (

    select
        per_customer.*,
        greatest({{ days_between('per_customer.last_sold_on', 'last_days.day') }}, 0) as recency_days,
        ntile(5) over (order by per_customer.last_sold_on, per_customer.customer_id) as recency,
        ntile(5) over (order by per_customer.sales, per_customer.customer_id) as frequency,
        ntile(5) over (order by per_customer.revenue_base, per_customer.customer_id) as money
    from per_customer
    cross join last_days

)

select
    ---------- ids
    customer_id,

    ---------- text
    case
        when recency >= 4 and frequency >= 4 then 'champion'
        when recency >= 3 and frequency >= 3 then 'loyal'
        when recency >= 4 and sales = 1 then 'new'
        when recency >= 3 then 'promising'
        when frequency >= 4 then 'at_risk'
        when frequency >= 2 then 'fading'
        else 'lost'
    end as segment,

    ---------- numerics
    cast(recency as bigint) as recency,
    cast(frequency as bigint) as frequency,
    cast(money as bigint) as money,
    cast(recency_days as bigint) as recency_days,
    cast(sales as bigint) as sales,
    cast(revenue_base as decimal(18, 2)) as revenue_base,
    cast({{ ratio('revenue_base', 'sales', 2) }} as decimal(18, 2)) as average_sale_base,
    cast(margin_base as decimal(18, 2)) as margin_base,
    cast({{ ratio('margin_base', 'nullif(costed_base, 0)', 4) }} as decimal(18, 4)) as margin_share,

    ---------- dates and timestamps
    first_sold_on,
    last_sold_on
from scored
