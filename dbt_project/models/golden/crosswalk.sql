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
    cast(identities.valid_from as timestamp) as valid_from,
    -- A deleted record always has an end, the latest moment we know of it.
    case
        when parties.is_deleted
            then coalesce(parties.updated_at, parties.created_at, timestamp '1970-01-01 00:00:00')
    end as valid_to
from parties
left join identities on parties.record_name = identities.record_name
