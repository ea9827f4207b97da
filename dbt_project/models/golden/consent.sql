{#
    The most restrictive statement wins over all sources: withdrawn, then pending, then granted, as the line `consent` of
    survivorship_policy has it. Only a later grant with proof lifts an earlier statement. A withdrawal from everything
    also counts for each channel and purpose.
    What a deleted record withdrew stays withdrawn; what it granted is gone.
#}
{{ config(meta={'touched_by': ['customer']}) }}
with consents as (

    select * from {{ ref('int_consent') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}
    where customer_id is not null and {{ touched('customer') }}

),

statements as (

    select
        crosswalk.customer_id,
        coalesce({{ blank_to_null('consents.channel') }}, 'all') as channel,
        coalesce({{ blank_to_null('consents.purpose') }}, 'all') as purpose,
        consents.state,
        consents.legal_basis,
        consents.text,
        consents.text_version,
        {{ blank_to_null('consents.proof') }} as proof,
        consents.at,
        {{ blank_to_null('consents.proof') }} is not null as has_proof,
        consents.record_name,
        consents.source,
        coalesce(consents.trust, 0) as trust,
        case consents.state when 'withdrawn' then 3 when 'pending' then 2 when 'granted' then 1 else 0 end
            as restriction
    from consents
    inner join crosswalk on consents.party = crosswalk.record_name
    where
        consents.state is not null
        and (consents.state = 'withdrawn' or (not consents.is_deleted and not crosswalk.is_deleted))

),

scopes as (

    select distinct customer_id, channel, purpose from statements

),

applied as (

    select
        scopes.customer_id,
        scopes.channel,
        scopes.purpose,
        statements.state,
        statements.legal_basis,
        statements.text,
        statements.text_version,
        statements.proof,
        statements.at,
        statements.has_proof,
        statements.record_name,
        statements.source,
        statements.trust,
        statements.restriction
    from scopes
    inner join statements
        on
            scopes.customer_id = statements.customer_id
            and (
                (scopes.channel = statements.channel and scopes.purpose = statements.purpose)
                or (
                    statements.state = 'withdrawn'
                    and statements.channel in (scopes.channel, 'all')
                    and statements.purpose in (scopes.purpose, 'all')
                )
            )

),

proven_grants as (

    select
        customer_id,
        channel,
        purpose,
        max("at") as granted_at
    from applied
    where state = 'granted' and has_proof and "at" is not null
    group by customer_id, channel, purpose

),

lifted as (

    select
        applied.*,
        coalesce(applied.restriction > 1 and applied.at < proven_grants.granted_at, false) as is_lifted
    from applied
    left join proven_grants
        on
            applied.customer_id = proven_grants.customer_id
            and applied.channel = proven_grants.channel
            and applied.purpose = proven_grants.purpose

),

-- A project's own table of policies may be older than the line for consent.
policies as (

    select
        coalesce(max(criterion_1), 'restrictive') as criterion_1,
        coalesce(max(criterion_2), 'recency') as criterion_2,
        coalesce(max(criterion_3), 'trust') as criterion_3,
        coalesce(max(criterion_4), 'verified') as criterion_4
    from {{ ref('survivorship_policy') }}
    where attribute = 'consent'

),

weighed as (

    select
        lifted.*,
        policies.criterion_1,
        {{ consent_weight('policies.criterion_1', 'lifted') }} as weight_1,
        {{ consent_weight('policies.criterion_2', 'lifted') }} as weight_2,
        {{ consent_weight('policies.criterion_3', 'lifted') }} as weight_3,
        {{ consent_weight('policies.criterion_4', 'lifted') }} as weight_4
    from lifted
    cross join policies

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, channel, purpose
            order by
                is_lifted, weight_1 desc nulls last, weight_2 desc nulls last, weight_3 desc nulls last,
                weight_4 desc nulls last, record_name
        ) as place
    from weighed

),

summarised as (

    select
        customer_id,
        channel,
        purpose,
        count(*) as statement_count,
        count(distinct case when restriction > 0 then state end) as state_count,
        max(case when is_lifted then 1 else 0 end) = 1 as has_lifted
    from lifted
    group by customer_id, channel, purpose

)

select
    ---------- ids
    ranked.customer_id,
    ranked.channel,
    ranked.purpose,
    ranked.record_name,
    ranked.source,

    ---------- text
    ranked.state,
    ranked.legal_basis,
    ranked.text,
    ranked.text_version,
    ranked.proof,
    case
        when summarised.statement_count = 1 then 'only_statement'
        when summarised.state_count < 2 then 'agreed'
        when ranked.state = 'granted' and summarised.has_lifted then 'later_grant_with_proof'
        when ranked.criterion_1 = 'restrictive' then 'most_restrictive'
        else ranked.criterion_1
    end as reason,

    ---------- booleans
    ranked.has_proof,
    summarised.state_count > 1 as is_conflict,

    ---------- timestamps
    ranked.at
from ranked
inner join summarised
    on
        ranked.customer_id = summarised.customer_id
        and ranked.channel = summarised.channel
        and ranked.purpose = summarised.purpose
where ranked.place = 1
