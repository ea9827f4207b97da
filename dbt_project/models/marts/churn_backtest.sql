{#
    The risk as each past quarter's first day would have told it, from what had run by then, and how many really did not
    buy within the 180 days after it. `lift` is that share against that of all customers on the day.
#}
with last_days as (

    select * from {{ ref('onefold', 'last_day') }}

),

scores as (

    select scores.*
    from {{ ref('onefold', 'churn_score') }} as scores
    cross join last_days
    where not scores.is_last and scores.risk is not null and scores.day + 180 <= last_days.day + 1

),

counted as (

    select
        day,
        band,
        sum(customers) as customers,
        sum(gone) as gone,
        sum(risk * customers) as risks
    from scores
    group by day, band

),

summed as (

    select
        *,
        sum(customers) over (partition by day) as all_customers,
        sum(gone) over (partition by day) as all_gone
    from counted

)

select
    ---------- ids
    day as as_of,
    band,

    ---------- numerics
    cast(customers as bigint) as customers,
    cast(gone as bigint) as gone,
    cast({{ ratio('risks', 'customers', 4) }} as decimal(9, 4)) as predicted,
    cast({{ ratio('gone', 'customers', 4) }} as decimal(9, 4)) as actual,
    cast({{ ratio('gone * all_customers', 'nullif(customers * all_gone, 0)', 4) }} as decimal(18, 4)) as lift
from summed
