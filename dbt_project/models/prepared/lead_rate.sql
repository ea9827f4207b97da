{#
    How many leads were converted within 90 days, as each day knew it: only days whose 90 days had run by then count. Few
    are drawn to the next wider rate by 20 more: source, then stage, then activity, then age, then all.
#}
{%- set few = 20 -%}
{%- set widths = [
    ('all', 'day'), ('age', 'day, age'), ('activity', 'day, age, activity'), ('stage', 'day, age, activity, stage'),
    ('source', 'day, age, activity, stage, lead_source')
] -%}
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
        day,
        age,
        activity,
        stage,
        lead_source,
        {%- for name, columns in widths %}
        sum(leads) over (partition by {{ columns }}) as {{ name }}_leads,
        sum(converted) over (partition by {{ columns }}) as {{ name }}_converted,
        {%- endfor %}
        leads
    from known

),

of_all as (

    select
        *,
        cast({{ ratio('all_converted', 'all_leads', 6) }} as decimal(12, 6)) as all_rate
    from summed

),

{% for name, columns in widths[1:] -%}
{%- set wider = widths[loop.index0][0] -%}
of_{{ name }} as (

    select
        *,
        cast(
            {{ ratio(name ~ '_converted + ' ~ few ~ ' * ' ~ wider ~ '_rate', name ~ '_leads + ' ~ few, 6) }} as decimal(12, 6)
        ) as {{ name }}_rate
    from of_{{ wider }}

){{ ',' if not loop.last }}

{% endfor -%}
select
    day,
    age,
    activity,
    stage,
    lead_source,
    cast(leads as bigint) as leads,
    {%- for name, columns in widths %}
    cast({{ name }}_rate as decimal(9, 4)) as {{ name }}_rate{{ ',' if not loop.last }}
    {%- endfor %}
from of_source
