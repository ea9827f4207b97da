{#
    How many of the customers in a state did not buy within the next 180 days, as each day knew it: only days whose 180
    days had run by then count. Few are drawn to the rate of the state, and that to the rate of all, by 20 more.
#}
{%- set few = 20 -%}
with days as (

    select distinct day from {{ ref('onefold', 'churn_cell') }}

),

counted as (

    select * from {{ ref('onefold', 'churn_cell') }} where not is_last

),

known as (

    select
        days.day,
        counted.state,
        counted.purchases_group,
        sum(counted.customers) as customers,
        sum(counted.gone) as gone
    from days
    inner join counted on days.day >= counted.day + 180
    group by days.day, counted.state, counted.purchases_group

),

summed as (

    select
        *,
        sum(customers) over (partition by day, state) as state_customers,
        sum(gone) over (partition by day, state) as state_gone,
        sum(customers) over (partition by day) as all_customers,
        sum(gone) over (partition by day) as all_gone
    from known

),

of_all as (

    select
        *,
        cast({{ ratio('all_gone', 'all_customers', 6) }} as decimal(12, 6)) as all_rate
    from summed

),

of_state as (

    select
        *,
        cast({{ ratio('state_gone + ' ~ few ~ ' * all_rate', 'state_customers + ' ~ few, 6) }} as decimal(12, 6)) as state_rate
    from of_all

)

select
    day,
    state,
    purchases_group,
    cast(customers as bigint) as customers,
    cast(all_rate as decimal(9, 4)) as all_rate,
    cast(state_rate as decimal(9, 4)) as state_rate,
    cast({{ ratio('gone + ' ~ few ~ ' * state_rate', 'customers + ' ~ few, 4) }} as decimal(9, 4)) as risk
from of_state
