{# The days each customer bought on, with what went before and when they bought next. #}
with days as (

    select
        customer_id,
        sold_on,
        sum(amount_base) as amount_base
    from {{ ref('onefold', 'sale') }}
    where customer_id is not null and amount_base is not null and sold_on is not null
    group by customer_id, sold_on

),

numbered as (

    select
        *,
        row_number() over (partition by customer_id order by sold_on) as purchases,
        min(sold_on) over (partition by customer_id) as first_sold_on,
        lag(sold_on) over (partition by customer_id order by sold_on) as previous_sold_on,
        lead(sold_on) over (partition by customer_id order by sold_on) as next_sold_on,
        sum(amount_base) over (partition by customer_id order by sold_on rows unbounded preceding) as revenue_base
    from days

)

select
    customer_id,
    sold_on,
    next_sold_on,
    purchases,
    revenue_base,
    {{ days_between('first_sold_on', 'sold_on') }} as days_bought_over,
    min({{ days_between('previous_sold_on', 'sold_on') }}) over (
        partition by customer_id order by sold_on rows unbounded preceding
    ) as shortest_gap,
    max({{ days_between('previous_sold_on', 'sold_on') }}) over (
        partition by customer_id order by sold_on rows unbounded preceding
    ) as longest_gap
from numbered
