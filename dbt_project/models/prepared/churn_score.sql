{# The risk of those who stood in one place of churn_cell on each day, at the narrowest rate that was known on it. #}
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
        cells.*,
        cast(coalesce(rates.risk, of_states.risk, of_all.risk) as decimal(9, 4)) as risk
    from {{ ref('onefold', 'churn_cell') }} as cells
    left join rates
        on
            cells.day = rates.day
            and cells.state = rates.state
            and cells.purchases_group = rates.purchases_group
    left join of_states on cells.day = of_states.day and cells.state = of_states.state
    left join of_all on cells.day = of_all.day

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
