{# The risk of every customer on every day that rates were known on, and whether they bought within 180 days. #}
{# Read twice, a day or sums of it: as a table it would be among the largest. #}
{{ config(materialized='view') }}
with rates as (

    select * from {{ ref('onefold', 'churn_rate') }}

),

of_states as (

    select
        day,
        state,
        max(state_rate) as risk
    from rates
    group by day, state

),

of_all as (

    select
        day,
        max(all_rate) as risk
    from rates
    group by day

),

scored as (

    select
        rhythm_days.*,
        cast(coalesce(rates.risk, of_states.risk, of_all.risk) as decimal(9, 4)) as risk
    from {{ ref('onefold', 'rhythm_day') }} as rhythm_days
    left join rates
        on
            rhythm_days.day = rates.day
            and rhythm_days.state = rates.state
            and rhythm_days.purchases_group = rates.purchases_group
    left join of_states on rhythm_days.day = of_states.day and rhythm_days.state = of_states.state
    left join of_all on rhythm_days.day = of_all.day

)

select
    *,
    case
        when risk < 0.2 then 'very_low'
        when risk < 0.4 then 'low'
        when risk < 0.6 then 'medium'
        when risk < 0.8 then 'high'
        when risk >= 0.8 then 'very_high'
    end as band
from scored
