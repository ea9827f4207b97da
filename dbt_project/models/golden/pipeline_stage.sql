{#
    What each stage of each source means: one of lead, mql, sql, first_contact, proposal, negotiation, won, lost. The
    source's own list says it, else the seed pipeline_stage_default: the line for the source before the one for all
    (*), that for the pipeline before the one for all. A stage without an answer stays, with no meaning.
#}
{%- set order_of = {
    'lead': 1, 'mql': 2, 'sql': 3, 'first_contact': 4, 'proposal': 5, 'negotiation': 6, 'won': 7, 'lost': 8
} -%}
with listed as (

    select
        coalesce({{ blank_to_null('kind') }}, 'deal') as kind,
        source,
        {{ stage_key('pipeline') }} as pipeline,
        {{ stage_key('stage') }} as stage,
        name,
        position,
        probability,
        semantic,
        record_name
    from {{ ref('int_pipeline_stage') }}
    where not is_deleted and {{ blank_to_null('stage') }} is not null

),

-- Those that were deleted too: the pipeline of their changes is theirs.
deals as (

    select * from {{ ref('int_deal') }}

),

stage_changes as (

    select * from {{ ref('int_deal_stage_history') }} where not is_deleted

),

leads as (

    select * from {{ ref('int_lead') }} where not is_deleted

),

changed as (

    select
        stage_changes.source,
        deals.pipeline,
        stage_changes.from_stage,
        stage_changes.to_stage
    from stage_changes
    left join deals on stage_changes.deal = deals.record_name

),

spelled as (

    select 'deal' as kind, source, {{ stage_key('pipeline') }} as pipeline, stage from deals where not is_deleted
    union
    select 'deal' as kind, source, {{ stage_key('pipeline') }} as pipeline, from_stage as stage from changed
    union
    select 'deal' as kind, source, {{ stage_key('pipeline') }} as pipeline, to_stage as stage from changed
    union
    select 'lead' as kind, source, '' as pipeline, status as stage from leads

),

seen as (

    select kind, source, pipeline, {{ stage_key('stage') }} as stage, min(stage) as name
    from spelled
    where {{ blank_to_null('stage') }} is not null
    group by kind, source, pipeline, {{ stage_key('stage') }}

),

all_stages as (

    select
        coalesce(listed.kind, seen.kind) as kind,
        coalesce(listed.source, seen.source) as source,
        coalesce(listed.pipeline, seen.pipeline) as pipeline,
        coalesce(listed.stage, seen.stage) as stage,
        coalesce(listed.name, seen.name) as name,
        listed.position,
        listed.probability,
        listed.semantic,
        seen.stage is not null as is_used,
        row_number() over (
            partition by
                coalesce(listed.kind, seen.kind), coalesce(listed.source, seen.source),
                coalesce(listed.pipeline, seen.pipeline), coalesce(listed.stage, seen.stage)
            order by listed.record_name
        ) as place
    from listed
    full outer join seen
        on
            listed.kind = seen.kind
            and listed.source = seen.source
            and listed.pipeline = seen.pipeline
            and listed.stage = seen.stage

),

defaults as (

    select
        kind,
        {{ stage_key('source') }} as source,
        {{ stage_key('pipeline') }} as pipeline,
        {{ stage_key('stage') }} as stage,
        semantic
    from {{ ref('pipeline_stage_default') }}

),

answered as (

    select
        all_stages.*,
        defaults.semantic as default_semantic,
        row_number() over (
            partition by all_stages.kind, all_stages.source, all_stages.pipeline, all_stages.stage
            order by
                (defaults.stage = all_stages.stage) desc,
                (defaults.source = lower(all_stages.source)) desc,
                (defaults.pipeline = all_stages.pipeline) desc,
                defaults.semantic
        ) as answer
    from all_stages
    left join defaults
        on
            all_stages.kind = defaults.kind
            and defaults.source in (lower(all_stages.source), '*')
            and defaults.pipeline in (all_stages.pipeline, '*')
            -- Where codes mean nothing by themselves (amoCRM, Pipedrive) the stage's name does.
            and defaults.stage in (all_stages.stage, {{ stage_key('all_stages.name') }})
    where all_stages.place = 1

)

select
    ---------- ids
    kind,
    source,
    pipeline,
    stage,

    ---------- text
    name,
    coalesce(semantic, default_semantic) as semantic,
    case coalesce(semantic, default_semantic, 'unknown')
        when 'won' then 'won' when 'lost' then 'lost' when 'unknown' then 'unknown' else 'open'
    end as outcome,
    case
        when semantic is not null then 'source' when default_semantic is not null then 'default' else 'unknown'
    end as answered_by,

    ---------- numerics
    cast(
        case coalesce(semantic, default_semantic)
            {%- for semantic, place in order_of.items() %}
            when '{{ semantic }}' then {{ place }}
            {%- endfor %}
        end as bigint
    ) as semantic_order,
    cast(position as bigint) as position,
    cast(probability as decimal(18, 4)) as probability,

    ---------- booleans
    is_used
from answered
where answer = 1
