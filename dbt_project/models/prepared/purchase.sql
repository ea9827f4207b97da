{#
    The days each customer bought on, with what went before and when they bought next. Four purchases
    or more, each gap within a quarter of their mean, are a contract's.
#}
{{ config(meta={'touched_by': ['buyer']}) }}
with days as (

    select
        customer_id,
        sold_on,
        sum(amount_base) as amount_base
    from {{ ref('onefold', 'sale') }}
    where customer_id is not null and amount_base is not null and sold_on is not null and {{ touched('buyer') }}
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
),

gaps as (

    select
        *,
        {{ days_between('first_sold_on', 'sold_on') }} as days_bought_over,
        min({{ days_between('previous_sold_on', 'sold_on') }}) over (
            partition by customer_id order by sold_on rows unbounded preceding
        ) as shortest_gap,
        max({{ days_between('previous_sold_on', 'sold_on') }}) over (
            partition by customer_id order by sold_on rows unbounded preceding
        ) as longest_gap
    from numbered

)

select
    customer_id,
    sold_on,
    previous_sold_on,
    next_sold_on,
    purchases,
    revenue_base,
    days_bought_over,
    coalesce(
        purchases >= 4
        and shortest_gap * 4 * (purchases - 1) >= days_bought_over * 3
        and longest_gap * 4 * (purchases - 1) <= days_bought_over * 5,
        false
    ) as is_contractual
from gaps
