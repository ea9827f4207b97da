{# Every record that its source has deleted, merged away or archived, whatever it is a record of. #}
{%- set entities = ['party', 'owner'] + fact_entities() -%}
with crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

masters as (

    select * from {{ ref('onefold', 'merged_record') }}

),

records as (

    {% for entity in entities -%}
    select
        '{{ entity }}' as entity,
        record_name,
        source,
        object,
        source_key,
        record_state,
        {{ 'merged_into' if entity == 'party' else 'cast(null as varchar) as merged_into' }},
        {{ 'record_name' if entity == 'party' else 'cast(null as varchar)' }} as party,
        updated_at
    from {{ ref('int_' ~ entity) }}
    where record_state <> 'active'
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    ---------- ids
    records.entity,
    records.record_name,
    records.source,
    records.object,
    records.source_key,
    crosswalk.customer_id,
    records.merged_into,
    masters.master,

    ---------- text
    records.record_state,

    ---------- timestamps
    records.updated_at
from records
left join crosswalk on records.party = crosswalk.record_name
left join masters on records.party = masters.record_name
