{# A word on a record, once however often it stands there. #}
{{ config(meta={'touched_by': ['record', 'record']}) }}
with tags as (

    select * from {{ ref('int_tag') }} where not is_deleted and {{ touched('record', 'record') }}

),

records as (

    select * from {{ ref('onefold', 'published_record') }}

),

distinct_tags as (

    select
        record,
        name,
        record_name,
        source,
        created_at,
        row_number() over (partition by record, name order by created_at nulls last, record_name) as place
    from tags
    where {{ blank_to_null('name') }} is not null

)

select
    ---------- ids
    distinct_tags.record,
    distinct_tags.name,
    records.customer_id,
    distinct_tags.record_name,
    distinct_tags.source,

    ---------- booleans
    records.record_name is null as is_dangling,

    ---------- timestamps
    distinct_tags.created_at
from distinct_tags
left join records on distinct_tags.record = records.record_name
where distinct_tags.place = 1
