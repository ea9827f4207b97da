{#
    The mean gap between two purchases of all customers, as known on the first day of each quarter and on the last day,
    from the purchase that was each customer's last by then.
#}
with past_days as (

    select *
    from {{ ref('onefold', 'past_day') }}
    where is_last or extract(month from day) in (1, 4, 7, 10)

),

gaps as (

    select
        past_days.day,
        purchases.days_bought_over,
        purchases.purchases - 1 as gaps
    from past_days
    inner join {{ ref('onefold', 'purchase') }} as purchases
        on
            cast(past_days.known_until as date) > purchases.sold_on
            and (purchases.next_sold_on is null or cast(past_days.known_until as date) <= purchases.next_sold_on)

)

select
    day,
    coalesce({{ ratio('sum(days_bought_over)', 'nullif(sum(gaps), 0)', 2) }}, 365) as usual_gap
from gaps
group by day
