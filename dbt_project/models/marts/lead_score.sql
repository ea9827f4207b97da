{# How likely every open lead is to be converted within 90 days, by what became of earlier ones like it. #}
with scores as (

    select * from {{ ref('onefold', 'lead_score_day') }} where is_last

)

select
    ---------- ids
    lead,
    customer_id,
    owner,

    ---------- text
    lead_source,
    stage,
    age,
    activity,

    ---------- numerics
    cast(doings as bigint) as activities,
    cast(score as decimal(9, 4)) as score,
    cast({{ ratio('score', 'nullif(usual_score, 0)', 4) }} as decimal(18, 4)) as lift,
    cast(band as bigint) as band,

    ---------- dates and timestamps
    created_at,
    day as as_of
from scores
