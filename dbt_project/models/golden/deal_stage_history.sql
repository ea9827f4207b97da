with changes as (

    select * from {{ ref('int_deal_stage_history') }} where not is_deleted

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

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

    ---------- booleans
    deals.record_name is null as is_dangling,

    ---------- dates and timestamps
    changes.at,
    changes.created_at,
    changes.updated_at
from changes
left join deals on changes.deal = deals.record_name
