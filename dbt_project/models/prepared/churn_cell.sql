{#
    How many customers stood where against their rhythm on the days of rhythm_day, and how many of them did not buy within
    180 days: what rates of churn and their backtest are made of.
#}
select
    day,
    is_last,
    state,
    purchases_group,
    count(*) as customers,
    count(case when not is_back then 1 end) as gone
from {{ ref('onefold', 'rhythm_day') }}
group by day, is_last, state, purchases_group
