{#
    How likely every customer who bought is not to buy within the next 180 days: by where they stand against their own
    rhythm and how often they bought, at the rate that earlier customers there did not come back.
#}
with rhythms as (

    select * from {{ ref('onefold', 'rhythm_day') }} where is_last

),

risks as (

    select * from {{ ref('onefold', 'churn_score') }} where is_last

),

scores as (

    select
        rhythms.*,
        risks.risk,
        risks.band
    from rhythms
    inner join risks on rhythms.state = risks.state and rhythms.purchases_group = risks.purchases_group

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

last_year as (

    select
        sales.customer_id,
        sum(sales.amount_base) as amount_base
    from {{ ref('onefold', 'sale') }} as sales
    inner join {{ ref('onefold', 'last_day') }} as last_days on sales.sold_on > last_days.day - 365
    where sales.sold_on <= last_days.day
    group by sales.customer_id

)

select
    ---------- ids
    scores.customer_id,
    customers.owner,

    ---------- text
    scores.business,
    scores.state,
    scores.band,

    ---------- numerics
    cast(scores.purchases as bigint) as purchases,
    cast(scores.rhythm_days as decimal(18, 2)) as rhythm_days,
    cast(scores.days_since as bigint) as days_since,
    scores.rhythms_since,
    scores.risk,
    cast(scores.revenue_base as decimal(18, 2)) as lifetime_value_base,
    cast(coalesce(last_year.amount_base, 0) as decimal(18, 2)) as last_year_base,
    cast(round(coalesce(last_year.amount_base, 0) * scores.risk, 2) as decimal(18, 2)) as at_risk_base,

    ---------- dates and timestamps
    scores.sold_on as last_sold_on,
    scores.sold_on + cast(round(scores.rhythm_days, 0) as integer) as expected_on,
    scores.day as as_of
from scores
inner join customers on scores.customer_id = customers.customer_id
left join last_year on scores.customer_id = last_year.customer_id
