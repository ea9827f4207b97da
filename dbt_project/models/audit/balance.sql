{#
    Every source record is accounted for: what enters a layer leaves it, or is counted as quarantined, suppressed,
    deleted or merged. `difference` must be zero.
    raw: rows landed or held back to staging rows. staging: staging rows to records in the common model. intermediate: records of
    an entity to match (parties) or golden. match: match records to identities. golden: identities to customers, one
    record published for each customer and the others merged into it.
#}
{%- set facts = fact_entities() + ['owner'] -%}
{%- set entities = ['party', 'pipeline_stage'] + side_entities() + facts -%}
{%- set staging = staging_models() -%}
with layer_counts as (

    select
        layer,
        source,
        object,
        sum(coalesce(quarantined, 0)) as quarantined,
        sum(coalesce(suppressed, 0)) as suppressed
    from {{ source('audit_input', 'layer_count') }}
    group by layer, source, object

),

staging_counts as (

    {% for model in staging -%}
    select
        '{{ model.source }}' as source,
        '{{ model.object }}' as object,
        {{ 'true' if model.feeds_entity else 'false' }} as feeds_entity,
        {% if model.raw_relation -%}
        (select count(*) from {{ model.raw_relation }}) as landed,
        {%- else -%}
        cast(null as bigint) as landed,
        {%- endif %}
        count(*) as rows_in
    from {{ model.relation }}
    {{ 'union all' if not loop.last }}
    {% else -%}
    select
        cast(null as varchar) as source,
        cast(null as varchar) as object,
        cast(null as boolean) as feeds_entity,
        cast(null as bigint) as landed,
        cast(null as bigint) as rows_in
    where false
    {% endfor %}
),

-- All records that there are, counted twice by few columns: kept whole they would be spilled to disk.
intermediate_records as not materialized (

    {% for entity in entities -%}
    select '{{ entity }}' as entity, source, object, source_key, coalesce(is_deleted, false) as is_deleted
    from {{ ref('int_' ~ entity) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

intermediate_counts as (

    select
        source,
        object,
        count(distinct source_key) as rows_out
    from intermediate_records
    group by source, object

),

match_records as (

    select
        {{ record_source('record_name') }} as source,
        {{ record_object('record_name') }} as object,
        record_name
    from {{ source('match', 'record') }}

),

identities as (

    select * from {{ source('match', 'identity') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

customers as (

    select * from {{ ref('onefold', 'customer') }}

),

raw_balance as (

    select
        'raw' as layer,
        staging_counts.source,
        staging_counts.object,
        cast(null as varchar) as entity,
        staging_counts.landed + coalesce(layer_counts.quarantined, 0) + coalesce(layer_counts.suppressed, 0)
            as rows_in,
        staging_counts.rows_in as rows_out,
        0 as published,
        0 as merged,
        coalesce(layer_counts.quarantined, 0) as quarantined,
        coalesce(layer_counts.suppressed, 0) as suppressed,
        0 as deleted
    from staging_counts
    left join (select * from layer_counts where layer = 'raw') as layer_counts
        on staging_counts.source = layer_counts.source and staging_counts.object = layer_counts.object
    where staging_counts.landed is not null

),

staging_balance as (

    select
        'staging' as layer,
        staging_counts.source,
        staging_counts.object,
        cast(null as varchar) as entity,
        staging_counts.rows_in,
        case
            when staging_counts.feeds_entity then coalesce(intermediate_counts.rows_out, 0)
            else staging_counts.rows_in - coalesce(layer_counts.quarantined, 0) - coalesce(layer_counts.suppressed, 0)
        end as rows_out,
        0 as published,
        0 as merged,
        coalesce(layer_counts.quarantined, 0) as quarantined,
        coalesce(layer_counts.suppressed, 0) as suppressed,
        0 as deleted
    from staging_counts
    left join intermediate_counts
        on staging_counts.source = intermediate_counts.source and staging_counts.object = intermediate_counts.object
    left join (select * from layer_counts where layer = 'staging') as layer_counts
        on staging_counts.source = layer_counts.source and staging_counts.object = layer_counts.object

),

arrived as (

    select 'party' as entity, source, object, count(*) as rows_out from match_records group by source, object
    {% for entity in facts -%}
    union all
    select '{{ entity }}' as entity, source, object, count(*) as rows_out
    from {{ ref('onefold', entity) }}
    group by source, object
    {% endfor %}
),

entity_counts as (

    select
        entity,
        source,
        object,
        count(*) as rows_in,
        count(case when is_deleted then 1 end) as deleted
    from intermediate_records
    where
        entity <> 'pipeline_stage'
        {% for entity in side_entities() -%}
        and entity <> '{{ entity }}'
        {% endfor %}
    group by entity, source, object

),

intermediate_balance as (

    select
        'intermediate' as layer,
        coalesce(entity_counts.source, arrived.source) as source,
        coalesce(entity_counts.object, arrived.object) as object,
        coalesce(entity_counts.entity, arrived.entity) as entity,
        coalesce(entity_counts.rows_in, 0) as rows_in,
        coalesce(arrived.rows_out, 0) as rows_out,
        0 as published,
        0 as merged,
        0 as quarantined,
        0 as suppressed,
        coalesce(entity_counts.deleted, 0) as deleted
    from entity_counts
    full outer join arrived
        on
            entity_counts.entity = arrived.entity
            and entity_counts.source = arrived.source
            and entity_counts.object = arrived.object

),

match_counts as (

    select source, object, count(*) as rows_in from match_records group by source, object

),

identity_counts as (

    select
        {{ record_source('record_name') }} as source,
        {{ record_object('record_name') }} as object,
        count(*) as rows_out
    from identities
    group by {{ record_source('record_name') }}, {{ record_object('record_name') }}

),

match_balance as (

    select
        'match' as layer,
        coalesce(match_counts.source, identity_counts.source) as source,
        coalesce(match_counts.object, identity_counts.object) as object,
        'party' as entity,
        coalesce(match_counts.rows_in, 0) as rows_in,
        coalesce(identity_counts.rows_out, 0) as rows_out,
        0 as published,
        0 as merged,
        0 as quarantined,
        0 as suppressed,
        0 as deleted
    from match_counts
    full outer join identity_counts
        on match_counts.source = identity_counts.source and match_counts.object = identity_counts.object

),

members as (

    select
        crosswalk.record_name,
        crosswalk.customer_id,
        crosswalk.is_founder
    from crosswalk
    inner join customers on crosswalk.customer_id = customers.customer_id
    where not crosswalk.is_deleted

),

-- The founder stands for the customer, else the record whose name comes first.
published_records as (

    select
        customer_id,
        coalesce(min(case when is_founder then record_name end), min(record_name)) as record_name
    from members
    group by customer_id

),

golden_balance as (

    select
        'golden' as layer,
        {{ record_source('identities.record_name') }} as source,
        {{ record_object('identities.record_name') }} as object,
        'party' as entity,
        count(*) as rows_in,
        count(published_records.record_name) as rows_out,
        count(published_records.record_name) as published,
        count(members.record_name) - count(published_records.record_name) as merged,
        0 as quarantined,
        0 as suppressed,
        0 as deleted
    from identities
    left join members on identities.record_name = members.record_name
    left join published_records
        on members.customer_id = published_records.customer_id and members.record_name = published_records.record_name
    group by {{ record_source('identities.record_name') }}, {{ record_object('identities.record_name') }}

),

all_layers as (

    {% for layer in ['raw', 'staging', 'intermediate', 'match', 'golden'] -%}
    select * from {{ layer }}_balance
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    ---------- ids
    layer,
    source,
    object,
    entity,

    ---------- numerics
    cast(rows_in as bigint) as rows_in,
    cast(rows_out as bigint) as rows_out,
    cast(published as bigint) as published,
    cast(merged as bigint) as merged,
    cast(quarantined as bigint) as quarantined,
    cast(suppressed as bigint) as suppressed,
    cast(deleted as bigint) as deleted,
    cast(rows_in - rows_out - merged - quarantined - suppressed - deleted as bigint) as difference
from all_layers
