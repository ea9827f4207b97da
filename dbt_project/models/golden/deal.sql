{#
    A deal's stage is read by pipeline_stage; when it was won or lost is what the source says, else the last change to
    such a stage, else its closing day.
#}
{{ config(meta={'touched_by': ['record']}) }}
with deals as (

    select * from {{ ref('int_deal') }} where not is_deleted and {{ touched('record') }}

),

stage_changes as (

    select * from {{ ref('int_deal_stage_history') }} where not is_deleted

),

stages as (

    select * from {{ ref('onefold', 'pipeline_stage') }} where kind = 'deal'

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

products as (

    select * from {{ ref('onefold', 'product') }}

),

dated as (

    select
        *,
        -- A deal that is still to close is worth what it is on the day it was last touched.
        coalesce(least(closes_on, {{ utc_day('coalesce(updated_at, created_at)') }}), {{ utc_day('created_at') }}) as day
    from deals

),

rated as (

    {{ with_rates('dated') }}

),

staged as (

    select
        rated.*,
        stages.semantic,
        coalesce(stages.outcome, 'unknown') as outcome
    from rated
    left join stages
        on
            rated.source = stages.source
            and {{ stage_key('rated.pipeline') }} = stages.pipeline
            and {{ stage_key('rated.stage') }} = stages.stage

),

outcome_changes as (

    select
        staged.record_name,
        max(stage_changes.at) as decided_at
    from staged
    inner join stage_changes on staged.record_name = stage_changes.deal
    inner join stages
        on
            staged.source = stages.source
            and {{ stage_key('staged.pipeline') }} = stages.pipeline
            and {{ stage_key('stage_changes.to_stage') }} = stages.stage
            and staged.outcome = stages.outcome
    where staged.outcome in ('won', 'lost')
    group by staged.record_name

)

select
    ---------- ids
    staged.record_name,
    staged.source,
    staged.object,
    staged.source_key,
    crosswalk.customer_id,
    staged.party,
    staged.owner,
    staged.product,
    {{ campaign_key('staged.campaign') }} as campaign_key,

    ---------- text
    staged.name,
    staged.pipeline,
    staged.stage,
    staged.semantic,
    staged.outcome,
    staged.lead_source,
    staged.campaign,
    coalesce(staged.department, products.department) as department,
    coalesce(staged.company, products.company) as company,
    staged.lost_reason,
    {{ currency_code('staged.currency') }} as currency,
    staged.record_state,
    staged.time_zone,

    ---------- numerics
    cast(staged.amount as decimal(18, 4)) as amount,
    {{ amount_base('staged.amount', 'staged.rate') }} as amount_base,
    staged.rate,
    cast(staged.probability as decimal(18, 4)) as probability,

    ---------- booleans
    (staged.party is not null and crosswalk.customer_id is null)
    or (staged.product is not null and products.record_name is null) as is_dangling,

    ---------- dates and timestamps
    staged.closes_on,
    case
        when staged.outcome = 'won'
            then coalesce(staged.won_at, outcome_changes.decided_at, cast(staged.closes_on as timestamp))
    end as won_at,
    case
        when staged.outcome = 'lost' then coalesce(outcome_changes.decided_at, cast(staged.closes_on as timestamp))
    end as lost_at,
    staged.rate_on,
    staged.created_at,
    staged.updated_at
from staged
left join outcome_changes on staged.record_name = outcome_changes.record_name
left join crosswalk on staged.party = crosswalk.record_name
left join products on staged.product = products.record_name
