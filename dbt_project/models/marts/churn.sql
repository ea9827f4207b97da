{#
    How many customers there were in each month, and how many came, went and came back. A customer has gone when more than
    three of their rhythms have passed since the last purchase, one and a half of a contract's (as in churn_risk, with
    today's mean gap of all customers in the rhythm).
#}
with purchases as (

    select * from {{ ref('onefold', 'purchase') }}

),

last_days as (

    select * from {{ ref('onefold', 'last_day') }}

),

usual as (

    select
        coalesce(
            {{ ratio('sum(days_bought_over)', 'nullif(sum(purchases - 1), 0)', 2) }}, 365
        ) as usual_gap
    from purchases
    where next_sold_on is null

),

businesses as (

    select
        customer_id,
        case when is_contractual then 'contractual' else 'non_contractual' end as business
    from purchases
    where next_sold_on is null

),

limits as (

    select
        purchases.*,
        purchases.sold_on + cast(
            ceil(
                case
                    when purchases.is_contractual
                        then {{ ratio('purchases.days_bought_over * 1.5', 'nullif(purchases.purchases - 1, 0)', 2) }}
                    else {{ ratio('(purchases.days_bought_over + usual.usual_gap) * 3', 'purchases.purchases', 2) }}
                end
            ) as integer
        ) as gone_on
    from purchases
    cross join usual

),

flags as (

    select
        limits.*,
        lag(limits.gone_on) over (partition by limits.customer_id order by limits.sold_on) < limits.sold_on as is_back,
        limits.gone_on < last_days.day and (limits.next_sold_on is null or limits.next_sold_on > limits.gone_on) as is_gone
    from limits
    cross join last_days

),

events as (

    select
        flags.customer_id,
        {{ month_of('flags.sold_on') }} as month,
        case when flags.previous_sold_on is null then 'new' else 'back' end as kind
    from flags
    where flags.previous_sold_on is null or flags.is_back
    union all
    select
        flags.customer_id,
        {{ month_of('flags.gone_on + 1') }} as month,
        'gone' as kind
    from flags
    where flags.is_gone

),

counted as (

    select
        events.month,
        businesses.business,
        count(case when events.kind = 'new' then 1 end) as came,
        count(case when events.kind = 'back' then 1 end) as came_back,
        count(case when events.kind = 'gone' then 1 end) as went
    from events
    inner join businesses on events.customer_id = businesses.customer_id
    group by events.month, businesses.business

),

months as (

    select distinct month from counted

),

kinds as (

    select distinct business from counted

),

filled as (

    select
        months.month,
        kinds.business,
        coalesce(counted.came, 0) as came,
        coalesce(counted.came_back, 0) as came_back,
        coalesce(counted.went, 0) as went
    from months
    cross join kinds
    left join counted on months.month = counted.month and kinds.business = counted.business

),

summed as (

    select
        *,
        sum(came + came_back - went) over (
            partition by business order by month rows unbounded preceding
        ) as at_end
    from filled

)

select
    ---------- ids
    month,
    business,

    ---------- numerics
    cast(at_end - came - came_back + went as bigint) as customers_at_start,
    cast(came as bigint) as new_customers,
    cast(came_back as bigint) as won_back,
    cast(went as bigint) as churned,
    cast(at_end as bigint) as customers_at_end,
    cast(
        {{ ratio('went', 'nullif(at_end - came - came_back + went, 0)', 4) }} as decimal(9, 4)
    ) as churn_rate
from summed
