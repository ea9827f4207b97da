{#
    The scores as each past quarter's first day would have given them, from what had run by then, and how many of the
    leads really were converted within the 90 days after it. `lift` is that share against that of all leads on the day.
#}
with last_days as (

    select * from {{ ref('onefold', 'last_day') }}

),

scores as (

    select scores.*
    from {{ ref('onefold', 'lead_score_day') }} as scores
    cross join last_days
    where not scores.is_last and scores.score is not null and scores.day + 90 <= last_days.day + 1

),

counted as (

    select
        day,
        band,
        count(*) as leads,
        count(case when is_converted then 1 end) as converted,
        sum(score) as scores
    from scores
    group by day, band

),

summed as (

    select
        *,
        sum(leads) over (partition by day) as all_leads,
        sum(converted) over (partition by day) as all_converted
    from counted

)

select
    ---------- ids
    day as as_of,
    cast(band as bigint) as band,

    ---------- numerics
    cast(leads as bigint) as leads,
    cast(converted as bigint) as converted,
    cast({{ ratio('scores', 'leads', 4) }} as decimal(9, 4)) as predicted,
    cast({{ ratio('converted', 'leads', 4) }} as decimal(9, 4)) as actual,
    cast({{ ratio('converted * all_leads', 'nullif(leads * all_converted, 0)', 4) }} as decimal(18, 4)) as lift
from summed
