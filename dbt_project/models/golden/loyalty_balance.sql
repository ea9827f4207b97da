{{ config(meta={'touched_by': ['record']}) }}
with balances as (

    select * from {{ ref('int_loyalty_balance') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

)

select
    ---------- ids
    balances.record_name,
    balances.source,
    balances.object,
    balances.source_key,
    crosswalk.customer_id,
    balances.party,

    ---------- text
    balances.program,
    balances.card_number,
    balances.tier,
    balances.record_state,
    balances.time_zone,

    ---------- numerics
    cast(balances.points as decimal(18, 4)) as points,

    ---------- booleans
    balances.party is not null and crosswalk.customer_id is null as is_dangling,

    ---------- dates and timestamps
    balances.as_of,
    balances.expires_on,
    balances.created_at,
    balances.updated_at
from balances
left join crosswalk on balances.party = crosswalk.record_name
