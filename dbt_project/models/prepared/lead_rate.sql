{#
    How many leads were converted within 90 days, as each day knew it: only days whose 90 days had run by then count. Few
    are drawn to the next wider rate by 20 more: source, then stage, then activity, then age, then all.
#}
{%- set few = 20 -%}
with days as (

    select distinct day from {{ ref('onefold', 'lead_day') }}

),

counted as (

    select
        day,
        age,
        activity,
        stage,
        lead_source,
        count(*) as leads,
        count(case when is_converted then 1 end) as converted
    from {{ ref('onefold', 'lead_day') }}
    where not is_last
    group by day, age, activity, stage, lead_source

),

known as (

    select
        days.day,
        counted.age,
        counted.activity,
        counted.stage,
        counted.lead_source,
        sum(counted.leads) as leads,
        sum(counted.converted) as converted
    from days
    inner join counted on days.day >= counted.day + 90
    group by days.day, counted.age, counted.activity, counted.stage, counted.lead_source

),

summed as (

    select
        *,
        sum(leads) over (partition by day) as all_leads,
        sum(converted) over (partition by day) as all_converted,
        sum(leads) over (partition by day, age) as age_leads,
        sum(converted) over (partition by day, age) as age_converted,
        sum(leads) over (partition by day, age, activity) as activity_leads,
        sum(converted) over (partition by day, age, activity) as activity_converted,
        sum(leads) over (partition by day, age, activity, stage) as stage_leads,
        sum(converted) over (partition by day, age, activity, stage) as stage_converted
    from known

),

of_all as (

    select
        *,
        cast({{ ratio('all_converted', 'all_leads', 6) }} as decimal(12, 6)) as all_rate
    from summed

),

of_age as (

    select
        *,
        cast(
            {{ ratio('age_converted + ' ~ few ~ ' * all_rate', 'age_leads + ' ~ few, 6) }} as decimal(12, 6)
        ) as age_rate
    from of_all

),

of_activity as (

    select
        *,
        cast(
            {{ ratio('activity_converted + ' ~ few ~ ' * age_rate', 'activity_leads + ' ~ few, 6) }} as decimal(12, 6)
        ) as activity_rate
    from of_age

),

of_stage as (

    select
        *,
        cast(
            {{ ratio('stage_converted + ' ~ few ~ ' * activity_rate', 'stage_leads + ' ~ few, 6) }} as decimal(12, 6)
        ) as stage_rate
    from of_activity

)

select
    day,
    age,
    activity,
    stage,
    lead_source,
    cast(leads as bigint) as leads,
    cast(all_rate as decimal(9, 4)) as all_rate,
    cast(age_rate as decimal(9, 4)) as age_rate,
    cast(activity_rate as decimal(9, 4)) as activity_rate,
    cast(stage_rate as decimal(9, 4)) as stage_rate,
    cast({{ ratio('converted + ' ~ few ~ ' * stage_rate', 'leads + ' ~ few, 4) }} as decimal(9, 4)) as source_rate
from of_stage
