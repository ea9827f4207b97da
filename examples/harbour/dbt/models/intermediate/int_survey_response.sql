-- written by `onefold source build` from sources/*.yml; edit that file
-- content b988db5421a3ee0a
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as party,
    cast(null as varchar) as ticket,
    cast(null as varchar) as "order",
    cast(null as varchar) as survey,
    cast(null as varchar) as kind,
    cast(null as decimal(18, 4)) as score,
    cast(null as decimal(18, 4)) as lowest,
    cast(null as decimal(18, 4)) as highest,
    cast(null as varchar) as comment,
    cast(null as timestamp) as "at"
where false
