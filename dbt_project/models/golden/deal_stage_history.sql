{{ config(meta={'touched_by': ['record']}) }}
with changes as (

    select * from {{ ref('int_deal_stage_history') }} where not is_deleted and {{ touched('record') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

stages as (

    select * from {{ ref('onefold', 'pipeline_stage') }} where kind = 'deal'

)

select
    ---------- ids
    changes.record_name,
    changes.source,
    changes.object,
    changes.source_key,
    deals.customer_id,
    changes.deal,

    ---------- text
    changes.from_stage,
    changes.to_stage,
    stages_before.semantic as from_semantic,
    stages_after.semantic as to_semantic,
    changes.record_state,
    changes.time_zone,

    ---------- booleans
    deals.record_name is null as is_dangling,

    ---------- dates and timestamps
    changes.at,
    changes.created_at,
    changes.updated_at
from changes
left join deals on changes.deal = deals.record_name
left join stages as stages_before
    on
        changes.source = stages_before.source
        and {{ stage_key('deals.pipeline') }} = stages_before.pipeline
        and {{ stage_key('changes.from_stage') }} = stages_before.stage
left join stages as stages_after
    on
        changes.source = stages_after.source
        and {{ stage_key('deals.pipeline') }} = stages_after.pipeline
        and {{ stage_key('changes.to_stage') }} = stages_after.stage
