{#
    Where every customer who had bought stood against their own rhythm, on the first day of each quarter and on the last
    day. The rhythm is the mean of the customer's gaps between purchases and one gap of all customers, so that one gap
    alone does not decide; a contract has its own alone, and narrower limits. What is beyond the last limit is churned.
#}
{# Read for the last day and for counts of all days: as a table it would be among the largest. #}
{{ config(materialized='view') }}
with past_days as (

    select *
    from {{ ref('onefold', 'past_day') }}
    where is_last or extract(month from day) in (1, 4, 7, 10)

),

placed as (

    select
        past_days.day,
        past_days.is_last,
        purchases.customer_id,
        purchases.sold_on,
        purchases.purchases,
        purchases.revenue_base,
        purchases.days_bought_over,
        {{ days_between('purchases.sold_on', 'past_days.day') }} as days_since,
        purchases.next_sold_on < past_days.day + 180 and purchases.next_sold_on is not null as is_back,
        purchases.is_contractual
    from past_days
    inner join {{ ref('onefold', 'purchase') }} as purchases
        on
            cast(past_days.known_until as date) > purchases.sold_on
            and (purchases.next_sold_on is null or cast(past_days.known_until as date) <= purchases.next_sold_on)

),

paced as (

    select
        placed.*,
        cast(
            case
                when placed.is_contractual then {{ ratio('placed.days_bought_over', '(placed.purchases - 1)', 2) }}
                else {{ ratio('placed.days_bought_over + usual.usual_gap', 'placed.purchases', 2) }}
            end as decimal(18, 2)
        ) as rhythm_days
    from placed
    inner join {{ ref('onefold', 'usual_gap') }} as usual on placed.day = usual.day

)

select
    day,
    is_last,
    customer_id,
    sold_on,
    purchases,
    revenue_base,
    days_since,
    is_back,
    rhythm_days,
    case when is_contractual then 'contractual' else 'non_contractual' end as business,
    cast({{ ratio('days_since', 'nullif(rhythm_days, 0)', 4) }} as decimal(18, 4)) as rhythms_since,
    case
        when is_contractual
            then case
                when days_since <= rhythm_days * 1.1 then 'active'
                when days_since <= rhythm_days * 1.25 then 'late'
                when days_since <= rhythm_days * 1.5 then 'overdue'
                else 'churned'
            end
        when days_since <= rhythm_days then 'active'
        when days_since <= rhythm_days * 2 then 'late'
        when days_since <= rhythm_days * 3 then 'overdue'
        else 'churned'
    end as state,
    case when purchases = 1 then '1' when purchases <= 3 then '2-3' else '4+' end as purchases_group
from paced
