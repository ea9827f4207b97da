{# Records that are not deleted and refer to one that is, or to none at all. #}
{{ config(meta={'touched_by': ['reference']}) }}
{%- set entities = ['party', 'owner'] + fact_entities() -%}
with
{%- if is_night() %}
{%- for entity in references() | map(attribute=0) | unique %}
referring_{{ entity }} as (

    select * from {{ ref('int_' ~ entity) }} where {{ touched('reference') }}

),
{% endfor %}
wanted as (

    {% for entity, field, _ in references() -%}
    select "{{ field }}" as record_name from referring_{{ entity }}
    {{ 'union' if not loop.last }}
    {% endfor %}
),
{%- endif %}
{%- set is_wanted = 'record_name in (select wanted.record_name from wanted)' if is_night() else 'true' %}

-- Made after {{ ref('onefold', 'touched_reference') }}, which reads the last one.
parties as (

    select record_name, is_deleted from {{ ref('int_party') }} where {{ is_wanted }}

),

owners as (

    select record_name, is_deleted from {{ ref('int_owner') }} where {{ is_wanted }}

),

all_records as (

    {% for entity in entities -%}
    select record_name, is_deleted from {{ ref('int_' ~ entity) }} where {{ is_wanted }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

records as (

    select record_name, bool_and(is_deleted) as is_deleted from all_records group by record_name

)

{% for targets in ['parties', 'owners', 'records'] -%}
{{ reference_gaps(targets) }}
{{ 'union all' if not loop.last }}
{% endfor %}
