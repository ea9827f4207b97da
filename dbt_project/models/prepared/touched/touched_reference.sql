{#
    Records whose references are looked at again: changed themselves, or naming one that is gone or deleted since the last
    build, or that had no such record then and may have it now.
#}
{{ config(meta={'touched_by': []}) }}
{%- set entities = ['party', 'owner'] + fact_entities() -%}
{%- if is_night() -%}
with changed as (

    select entity, name from {{ ref('onefold', 'touched_input') }}

),

living as (

    {% for entity in entities -%}
    select '{{ entity }}' as entity, record_name from {{ ref('int_' ~ entity) }}
    where not is_deleted and record_name in (select name from changed where entity = '{{ entity }}')
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{% for targets, entity in [('parties', 'party'), ('owners', 'owner'), ('records', none)] -%}
lost_{{ targets }} as (

    select name from changed
    {%- if entity %} where entity = '{{ entity }}'{% endif %}
    except
    select record_name from living
    {%- if entity %} where entity = '{{ entity }}'{% endif %}

),

{% endfor -%}
touched as (

    select name as record_name from changed
    union
    select record_name from {{ last_built('reference_gap') }} where target in (select name from changed)
    {%- for entity, field, targets in references() %}
    union
    select record_name from {{ ref('int_' ~ entity) }} where "{{ field }}" in (select name from lost_{{ targets }})
    {%- endfor %}

)

select record_name from touched where record_name is not null
{%- else -%}
-- Read when there is a last build: {{ ref('onefold', 'touched_input') }}
{%- for entity in entities + side_entities() %} {{ ref('int_' ~ entity) }}{% endfor %}
select cast(null as varchar) as record_name where false
{%- endif %}
