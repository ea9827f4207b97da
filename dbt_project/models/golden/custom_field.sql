{# Fields that the common model does not know: kept columns of every entity, and rows of entity-attribute-value tables. #}
{{ config(meta={'touched_by': ['record', 'record']}) }}
{%- set keeping = side_entities() | reject('eq', 'custom_field') | list -%}
{%- set entities = ['party', 'owner', 'pipeline_stage'] + fact_entities() + keeping -%}
with value_rows as (

    select * from {{ ref('int_custom_field') }} where not is_deleted and {{ touched('record', 'record') }}

),

records as (

    select * from {{ ref('onefold', 'published_record') }}

),

kept as (

    {% for entity in entities -%}
    -- As text, which every engine can compare.
    select
        record_name,
        source,
        object,
        source_key,
        cast(custom_fields as varchar) as custom_fields,
        created_at,
        updated_at
    from {{ ref('int_' ~ entity) }}
    where custom_fields is not null and not is_deleted and {{ touched('record') }}
    {{ 'union' if not loop.last }}
    {% endfor %}
),

kept_names as (

    select *, {{ json_names('cast(custom_fields as json)') }} as name from kept

),

kept_values as (

    select
        record_name,
        source,
        object,
        source_key,
        record_name as record,
        name,
        {{ json_text('cast(custom_fields as json)', 'name') }} as value,
        created_at,
        updated_at
    from kept_names

),

all_values as (

    select record_name, source, object, source_key, record, name, value, created_at, updated_at from kept_values
    union all
    select record_name, source, object, source_key, record, name, value, created_at, updated_at from value_rows

),

distinct_values as (

    select
        *,
        row_number() over (partition by record_name, name order by updated_at desc nulls last, value) as place
    from all_values
    where value is not null

)

select
    ---------- ids
    distinct_values.record_name,
    distinct_values.source,
    distinct_values.object,
    distinct_values.source_key,
    records.customer_id,
    distinct_values.record,

    ---------- text
    distinct_values.name,
    distinct_values.value,

    ---------- booleans
    distinct_values.record <> distinct_values.record_name and records.record_name is null as is_dangling,

    ---------- timestamps
    distinct_values.created_at,
    distinct_values.updated_at
from distinct_values
left join records on distinct_values.record = records.record_name
where distinct_values.place = 1
