with parties as (

    select * from {{ ref('int_party') }}

),

identities as (

    select * from {{ source('match', 'identity') }}

)

select
    ---------- ids
    parties.record_name,
    parties.source,
    parties.object,
    parties.source_key,
    identities.customer_id,

    ---------- text
    case
        when identities.rule is not null then identities.rule
        when parties.is_deleted then 'deleted'
    end as rule,

    ---------- numerics
    cast(identities.weight as double) as weight,

    ---------- booleans
    coalesce(identities.is_founder, false) as is_founder,
    coalesce(parties.is_deleted, false) as is_deleted,

    ---------- timestamps
    cast(identities.valid_from as timestamp with time zone) as valid_from,
    case when parties.is_deleted then parties.updated_at end as valid_to
from parties
left join identities on parties.record_name = identities.record_name
