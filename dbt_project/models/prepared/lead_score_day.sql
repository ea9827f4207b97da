{#
    The score of every open lead on every day that rates were known on, by the narrowest rate there is, and the fifth of
    the day's leads it falls into, 5 the best.
#}
{%- set widths = [
    ('all', []), ('age', ['age']), ('activity', ['age', 'activity']), ('stage', ['age', 'activity', 'stage']),
    ('source', ['age', 'activity', 'stage', 'lead_source'])
] -%}
with lead_days as (

    select * from {{ ref('onefold', 'lead_day') }}

),

{% for name, columns in widths -%}
by_{{ name }} as (

    select
        day,
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        max({{ name }}_rate) as score
    from {{ ref('onefold', 'lead_rate') }}
    group by day{% for column in columns %}, {{ column }}{% endfor %}

),

{% endfor -%}
scored as (

    select
        lead_days.*,
        coalesce(by_source.score, by_stage.score, by_activity.score, by_age.score, by_all.score) as score,
        by_all.score as usual_score
    from lead_days
    {%- for name, columns in widths %}
    left join by_{{ name }}
        on
            lead_days.day = by_{{ name }}.day
            {%- for column in columns %}
            and lead_days.{{ column }} = by_{{ name }}.{{ column }}
            {%- endfor %}
    {%- endfor %}

)

select
    *,
    case when score is not null then ntile(5) over (partition by day order by score nulls first, lead) end as band
from scored
