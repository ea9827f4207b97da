{#
    The score of every open lead on every day that rates were known on, by the narrowest rate there is, and the fifth of
    the day's leads it falls into, 5 the best.
#}
with lead_days as (

    select * from {{ ref('onefold', 'lead_day') }}

),

rates as (

    select * from {{ ref('onefold', 'lead_rate') }}

),

by_all as (

    select
        day,
        max(all_rate) as score
    from rates
    group by day

),

by_age as (

    select
        day,
        age,
        max(age_rate) as score
    from rates
    group by day, age

),

by_activity as (

    select
        day,
        age,
        activity,
        max(activity_rate) as score
    from rates
    group by day, age, activity

),

by_stage as (

    select
        day,
        age,
        activity,
        stage,
        max(stage_rate) as score
    from rates
    group by day, age, activity, stage

),

scored as (

    select
        lead_days.*,
        coalesce(rates.source_rate, by_stage.score, by_activity.score, by_age.score, by_all.score) as score,
        by_all.score as usual_score
    from lead_days
    left join rates
        on
            lead_days.day = rates.day
            and lead_days.age = rates.age
            and lead_days.activity = rates.activity
            and lead_days.stage = rates.stage
            and lead_days.lead_source = rates.lead_source
    left join by_stage
        on
            lead_days.day = by_stage.day
            and lead_days.age = by_stage.age
            and lead_days.activity = by_stage.activity
            and lead_days.stage = by_stage.stage
    left join by_activity
        on
            lead_days.day = by_activity.day
            and lead_days.age = by_activity.age
            and lead_days.activity = by_activity.activity
    left join by_age on lead_days.day = by_age.day and lead_days.age = by_age.age
    left join by_all on lead_days.day = by_all.day

)

select
    *,
    case when score is not null then ntile(5) over (partition by day order by score nulls first, lead) end as band
from scored
